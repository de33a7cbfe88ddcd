resource "aws_s3_object" "fares" {
  bucket     = "ferry-tickets"
  key        = "fares.csv"
  source     = "fares.csv"
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/example"
}
