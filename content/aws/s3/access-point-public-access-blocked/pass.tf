resource "aws_s3_access_point" "tickets" {
  bucket = "ferry-tickets"
  name   = "tickets"
}
