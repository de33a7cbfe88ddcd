variable "policy" {
  type = string
}

resource "aws_kms_key" "tickets" {
  description = "tickets"
  policy      = var.policy
}
