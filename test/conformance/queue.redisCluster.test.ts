import { startRedisCluster } from '../support/redisCluster.ts';
import { describeRedisQueues } from './describeRedisQueues.ts';

describeRedisQueues('Redis Cluster', startRedisCluster);
