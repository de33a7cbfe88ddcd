variable "key" {
  type    = string
  default = ""
}

resource "aws_sqs_queue" "delays" {
  name                    = "delays"
  kms_master_key_id       = var.key
  sqs_managed_sse_enabled = false
}
