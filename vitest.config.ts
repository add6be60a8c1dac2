import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They wait for servers and time limits most of the time, and are small files, which would come last: the cores would have nothing else to do then. */
const long = ['rabbitmq-broker', 'process', 'embedded-postgres', 'kill-server', 'cluster', 'backup-commands'];

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      long.some((name) => moduleId.endsWith(`/${name}.test.ts`));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** All projects have the same maxWorkers: with one, as two cores have it, their files run after all others, one by one. */
export default defineConfig({
  test: { projects: ['protocol', 'server', 'web', 'bench'], sequence: { sequencer: LongOnesFirst } },
});
