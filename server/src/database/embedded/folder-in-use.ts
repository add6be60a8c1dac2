import { StartupError } from '../../startup-error.ts';

/** Another Chatire serves this data folder. */
export class FolderInUse extends StartupError {
  constructor(dataDir: string, holder: string | undefined) {
    super(
      `The data folder ${dataDir} is in use by another Chatire (process ${holder ?? 'unknown'}). Stop it, or set DATA_DIR to another folder.`,
    );
  }
}
