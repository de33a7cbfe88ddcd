variable "key" {
  type    = string
  default = ""
}

resource "aws_sns_topic" "delays" {
  name              = "delays"
  kms_master_key_id = var.key
}
