variable "bucket" {
  type = string
}

resource "aws_s3_bucket_policy" "tickets" {
  bucket = var.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        AWS = "*"
      }
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::ferry-tickets/*"
    }]
  })
}
