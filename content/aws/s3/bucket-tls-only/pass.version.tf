resource "aws_s3_bucket" "tickets" {
  bucket = "ferry-tickets"
}

resource "aws_s3_bucket_policy" "tickets" {
  bucket = aws_s3_bucket.tickets.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = ["arn:aws:s3:::ferry-tickets", "arn:aws:s3:::ferry-tickets/*"]
      Condition = {
        NumericLessThanIfExists = {
          "s3:TlsVersion" = "1.2"
        }
      }
    }]
  })
}
