resource "aws_elasticache_parameter_group" "queue" {
  name   = "${var.name}-queue"
  family = "redis7"

  # An evicted job is a lost job.
  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
  # Halves the memory of a waiting job.
  parameter {
    name  = "hash-max-listpack-value"
    value = "256"
  }
}

resource "aws_elasticache_subnet_group" "queue" {
  name       = "${var.name}-queue"
  subnet_ids = var.subnet_ids
}

resource "aws_security_group" "queue" {
  name   = "${var.name}-queue"
  vpc_id = var.vpc_id

  ingress {
    description     = "Workers and producers"
    from_port       = 6379
    to_port         = 6379
    protocol        = "tcp"
    security_groups = [var.worker_security_group_id]
  }
}

# ElastiCache has no append-only file on current engines: a replica in another zone takes over instead. A Redis that
# was emptied loses no result; `camline resume RUN` puts what is left back.
resource "aws_elasticache_replication_group" "queue" {
  replication_group_id       = "${var.name}-queue"
  description                = "Queue of camline"
  engine                     = "redis"
  engine_version             = "7.1"
  node_type                  = var.redis_node_type
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  parameter_group_name       = aws_elasticache_parameter_group.queue.name
  subnet_group_name          = aws_elasticache_subnet_group.queue.name
  security_group_ids         = [aws_security_group.queue.id]
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
  auth_token                 = var.redis_password
}
