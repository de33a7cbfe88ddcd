variable "region" {
  type    = string
  default = "eu-north-1"
}

variable "domain" {
  type    = string
  default = null
}

variable "enable_cdn" {
  type    = bool
  default = false
}

variable "database_encrypted" {
  type    = bool
  default = true
}

variable "developer_cidr_blocks" {
  type    = list(string)
  default = []
}

variable "image_tag" {
  description = "Given by the pipeline."
  type        = string
}

variable "buckets" {
  type    = set(string)
  default = ["tickets", "exports"]
}
