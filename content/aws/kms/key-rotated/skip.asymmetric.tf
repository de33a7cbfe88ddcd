resource "aws_kms_key" "tickets" {
  description              = "tickets"
  customer_master_key_spec = "RSA_2048"
  key_usage                = "SIGN_VERIFY"
}
