import { type Component, defineAsyncComponent, h, ref } from 'vue';
import MissingPart from './components/layout/MissingPart.vue';
import { reach } from './reach.ts';

/**
 * A component that comes when it is wanted. While the network can't bring it, a sentence says so: in its place, or, where it would
 * float over the page, as a note that can be closed; a mere extra says nothing. It comes by itself when the network is back.
 */
export function lazyPart<Part extends Component>(
  load: () => Promise<{ default: Part }>,
  shape: 'place' | 'layer' | 'extra' = 'place',
): Part {
  const isMissing = ref(false);
  return defineAsyncComponent<Part>({
    loader: () => reach(load, () => (isMissing.value = true)).then((module) => module.default),
    delay: 0,
    loadingComponent: {
      inheritAttrs: false,
      setup:
        (_props, { attrs }) =>
        () =>
          isMissing.value && shape !== 'extra'
            ? h(MissingPart, { shape, onClose: () => (attrs['onClose'] as (() => void) | undefined)?.() })
            : null,
    },
  });
}

/** A page that comes when somebody goes there: one stays where one is until it is here, or known not to come yet. */
export const lazyPage = (load: () => Promise<{ default: Component }>) => () =>
  load().catch(() => lazyPart(load));
