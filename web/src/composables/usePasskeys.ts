import { useConnection } from '../connection/index.ts';
import { Unreachable } from '../connection/problems.ts';
import { useTexts } from '../locales/texts.ts';
import { useSession } from '../stores/session.ts';
import { FieldsWrong } from './useSubmit.ts';

/** Adding one, and signing in by one. What the browser makes of it is wrong at `passkey`. */
export function usePasskeys() {
  const { api } = useConnection();
  const { t } = useTexts();
  const session = useSession();

  async function add(name: string, proof: { password?: string; code?: string }) {
    const { startRegistration } = await library();
    const { options } = await api.beginPasskey(proof);
    await api.addPasskey({ name, credential: await shown(startRegistration({ optionsJSON: options })) });
  }
  async function signIn() {
    const { startAuthentication } = await library();
    const { options } = await api.beginPasskeySignIn();
    await session.signInByPasskey(await shown(startAuthentication({ optionsJSON: options })));
  }

  /** Browsers don't tell who cancelled from who took too long, or has none. */
  function shown<Credential>(asking: Promise<Credential>): Promise<Credential> {
    return asking.catch((error: unknown) => {
      const isHere = error instanceof Error && error.name === 'InvalidStateError';
      throw new FieldsWrong({ passkey: t(isHere ? 'passkeys.already' : 'passkeys.cancelled') });
    });
  }
  return { add, signIn };
}

const library = () =>
  import('@simplewebauthn/browser').catch((error: unknown) => {
    throw new Unreachable('A part of the page is missing.', { cause: error });
  });
