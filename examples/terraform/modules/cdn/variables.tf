variable "name" {
  type = string
}

variable "aliases" {
  type    = list(string)
  default = []
}

variable "bucket_domain_name" {
  type = string
}

variable "api_domain_name" {
  type    = string
  default = null
}

variable "log_bucket_domain_name" {
  type    = string
  default = null
}

variable "certificate_arn" {
  type    = string
  default = null
}

variable "web_acl_arn" {
  type    = string
  default = null
}

variable "viewer_protocol_policy" {
  type    = string
  default = "redirect-to-https"
}
