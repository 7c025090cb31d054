# What each part may do, as docs/security.md says. Nothing but `gc` may delete.
locals {
  actions = {
    worker = { source = ["s3:GetObject"], results = ["s3:GetObject", "s3:PutObject"] }
    reader = { source = [], results = ["s3:GetObject"] }
    gc     = { source = [], results = ["s3:GetObject", "s3:DeleteObject"] }
  }
  service_accounts = {
    worker = "system:serviceaccount:camline:camline-worker"
    reader = "system:serviceaccount:camline:camline-reader"
    gc     = "system:serviceaccount:camline:camline-gc"
  }
}

data "aws_iam_policy_document" "assume" {
  for_each = local.service_accounts
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [var.oidc_provider_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:sub"
      values   = [each.value]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.oidc_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "store" {
  for_each = local.actions
  statement {
    sid       = "ListResults"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.results.arn]
  }
  statement {
    sid       = "Results"
    actions   = each.value.results
    resources = ["${aws_s3_bucket.results.arn}/*"]
  }
  dynamic "statement" {
    for_each = length(each.value.source) > 0 ? [each.value.source] : []
    content {
      sid       = "Photographs"
      actions   = statement.value
      resources = ["arn:aws:s3:::${var.source_bucket}/*"]
    }
  }
  dynamic "statement" {
    for_each = length(each.value.source) > 0 ? [1] : []
    content {
      sid       = "ListPhotographs"
      actions   = ["s3:ListBucket"]
      resources = ["arn:aws:s3:::${var.source_bucket}"]
    }
  }
}

resource "aws_iam_role" "camline" {
  for_each           = local.actions
  name               = "${var.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.assume[each.key].json
}

resource "aws_iam_role_policy" "store" {
  for_each = local.actions
  name     = "store"
  role     = aws_iam_role.camline[each.key].id
  policy   = data.aws_iam_policy_document.store[each.key].json
}
