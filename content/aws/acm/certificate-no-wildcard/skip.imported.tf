resource "aws_acm_certificate" "www" {
  certificate_body = var.certificate
  private_key      = var.key
}

variable "certificate" {
  type = string
}

variable "key" {
  type      = string
  sensitive = true
}
