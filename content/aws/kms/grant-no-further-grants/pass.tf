resource "aws_kms_grant" "booking" {
  name              = "booking"
  key_id            = "00000000-0000-0000-0000-000000000000"
  grantee_principal = "arn:aws:iam::123456789012:role/booking"
  operations        = ["Encrypt", "Decrypt"]
}
