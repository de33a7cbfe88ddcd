resource "aws_s3_object" "fares" {
  bucket = "ferry-tickets"
  key    = "fares.csv"
  source = "fares.csv"
  acl    = "public-read"
}
