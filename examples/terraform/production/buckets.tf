locals {
  bucket_prefix = "saltmarsh-production"
}

module "bucket" {
  source   = "../modules/bucket"
  for_each = var.buckets

  name        = "${local.bucket_prefix}-${each.key}"
  public      = each.value.public
  versioned   = each.value.versioned
  kms_key_arn = each.value.own_key ? aws_kms_key.data.arn : null
  log_bucket  = each.value.access_log ? aws_s3_bucket.logs.id : null

  expiry = each.value.keep_days == null ? {} : {
    all = { days = each.value.keep_days, noncurrent_days = 30 }
  }

  readers = each.key != "site" ? {} : {
    cdn = { service = "cloudfront.amazonaws.com", source_arn = module.site.arn }
  }

  tags = { Content = each.key }
}

# Access logs of the other buckets and of CloudFront, which still delivers by access control list.
resource "aws_s3_bucket" "logs" {
  bucket = "${local.bucket_prefix}-access-logs"
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "logs" {
  bucket = aws_s3_bucket.logs.id
  acl    = "log-delivery-write"

  depends_on = [aws_s3_bucket_ownership_controls.logs]
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  bucket = aws_s3_bucket.logs.id

  rule {
    id     = "forget"
    status = "Enabled"

    filter {}

    expiration {
      days = 400
    }
  }
}

# Posters that the marketing site links to.  Made by hand in 2019 and imported since.
resource "aws_s3_bucket" "posters" {
  bucket = "saltmarsh-posters"
}

resource "aws_s3_bucket_acl" "posters" {
  bucket = aws_s3_bucket.posters.id
  acl    = "public-read"
}

resource "aws_s3_bucket_public_access_block" "posters" {
  bucket              = aws_s3_bucket.posters.id
  block_public_acls   = false
  block_public_policy = false
}
