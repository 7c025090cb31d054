variable "name" {
  description = "Prefix of everything that is made."
  type        = string
  default     = "camline"
}

variable "results_bucket" {
  description = "Name of the bucket for results; it is made."
  type        = string
}

variable "source_bucket" {
  description = "Name of the bucket that photographs lie in; it is only read."
  type        = string
}

variable "vpc_id" {
  description = "Network of workers and Redis."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets for Redis."
  type        = list(string)
}

variable "worker_security_group_id" {
  description = "Security group of workers and producers: the only one that reaches Redis."
  type        = string
}

variable "oidc_provider_arn" {
  description = "OpenID Connect provider of the Kubernetes cluster."
  type        = string
}

variable "oidc_issuer" {
  description = "The provider's issuer, without https://."
  type        = string
}

variable "redis_node_type" {
  description = "A million images wait in about 32 MB; see docs/performance-on-paper.md."
  type        = string
  default     = "cache.t4g.small"
}

variable "redis_password" {
  description = "At least 16 characters."
  type        = string
  sensitive   = true
}
