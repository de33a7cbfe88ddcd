variable "name" {
  type = string
}

variable "kms_key_id" {
  type    = string
  default = null
}

variable "visibility_seconds" {
  type    = number
  default = 60
}

variable "attempts" {
  description = "How often a message is tried before it is put aside."
  type        = number
  default     = 5
}

variable "topic_arns" {
  type    = list(string)
  default = []
}
