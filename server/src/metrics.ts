import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** For `/metrics`: the process, its sockets and its broker. */
export function createMetrics(read: { sockets(): number; isBrokerHealthy(): boolean }): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sockets = new Gauge({
    name: 'chatire_sockets',
    help: 'Open sockets of this process.',
    registers: [],
    collect() {
      this.set(read.sockets());
    },
  });
  const brokerHealthy = new Gauge({
    name: 'chatire_broker_healthy',
    help: '1 while the broker delivers, 0 while the database is swept instead.',
    registers: [],
    collect() {
      this.set(read.isBrokerHealthy() ? 1 : 0);
    },
  });
  registry.registerMetric(sockets);
  registry.registerMetric(brokerHealthy);
  return registry;
}
