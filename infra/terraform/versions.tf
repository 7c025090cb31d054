# Bucket, Redis and least-privilege roles on AWS. Never applied by the project's tests, which have no account and no
# terraform: they parse the files and check that every reference leads to something, and which actions each role has.
terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.60"
    }
  }
}
