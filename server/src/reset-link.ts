import { makeResetFor, resetLink } from './accounts/make-reset.ts';
import { commandConfig, findDatabase, readArguments, runCommand } from './command.ts';
import { connectOrExplain } from './database/connect-or-explain.ts';
import { openDatabase } from './database/database.ts';

/** `npm run reset-link -- NAME`: prints a link by which this account gets another password, once, within 24 hours. */
await runCommand(async () => {
  const { name, 'without-second-step': withoutSecondStep } = readArguments(
    'Use it so: npm run reset-link -- NAME [--without-second-step]',
    ['without-second-step'],
  );
  const config = commandConfig();
  const connection = await findDatabase(config);
  await (await connectOrExplain(connection)).end();
  const db = openDatabase({ ...connection, max: 1 }, () => undefined);
  try {
    const token = await makeResetFor(db, name, { withoutSecondStep });
    process.stdout.write(
      `${resetLink(config.publicUrl ?? `http://localhost:${config.port}`, token)}\n` +
        'Good for one new password within 24 hours. Give it to nobody but the person whose account it is.\n',
    );
  } finally {
    await db.destroy();
  }
});
