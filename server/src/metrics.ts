import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** For `/metrics`: the process, its sockets and its broker. */
export function createMetrics(read: { sockets(): number; isBrokerHealthy(): boolean }): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'chatire_sockets',
    help: 'Open sockets of this process.',
    registers: [registry],
    collect() {
      this.set(read.sockets());
    },
  });
  new Gauge({
    name: 'chatire_broker_healthy',
    help: '1 while the broker delivers, 0 while the database is swept instead.',
    registers: [registry],
    collect() {
      this.set(read.isBrokerHealthy() ? 1 : 0);
    },
  });
  return registry;
}
