import { commandConfig, findDatabase, runCommand } from './command.ts';
import { connectOrExplain } from './database/connect-or-explain.ts';
import { openDatabase } from './database/database.ts';
import { ownerLink, ownerToken } from './installation/owner-link.ts';

/** `npm run owner-link`: prints a link by which somebody becomes the owner of a server that has none, once. */
await runCommand(async () => {
  const config = commandConfig();
  const connection = await findDatabase(config);
  await (await connectOrExplain(connection)).end();
  const db = openDatabase({ ...connection, max: 1 }, () => undefined);
  try {
    const token = await ownerToken(db, { anew: true });
    process.stdout.write(
      token
        ? `${ownerLink(config.publicUrl ?? `http://localhost:${config.port}`, token)}\nWhoever opens it and signs in owns the server. Links made before are of no use any more.\n`
        : 'The server has an owner, who can hand it over at /admin. An owner who has forgotten the password: npm run reset-link -- NAME\n',
    );
  } finally {
    await db.destroy();
  }
});
