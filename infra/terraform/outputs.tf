output "worker_role_arn" {
  description = "For the annotation eks.amazonaws.com/role-arn of the service account camline-worker."
  value       = aws_iam_role.camline["worker"].arn
}

output "redis_address" {
  description = "Host of rediss://:PASSWORD@HOST:6379."
  value       = aws_elasticache_replication_group.queue.primary_endpoint_address
}

output "results" {
  description = "For --to."
  value       = "s3://${aws_s3_bucket.results.bucket}"
}
