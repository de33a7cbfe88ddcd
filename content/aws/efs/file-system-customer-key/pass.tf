resource "aws_efs_file_system" "tickets" {
  creation_token = "tickets"
  encrypted  = true
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/example"
}
