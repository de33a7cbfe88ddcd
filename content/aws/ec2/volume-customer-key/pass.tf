resource "aws_ebs_volume" "tickets" {
  availability_zone = "eu-west-1a"
  size              = 50
  encrypted  = true
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/example"
}
