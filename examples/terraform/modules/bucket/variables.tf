variable "name" {
  type = string
}

variable "public" {
  description = "Anyone may read the objects."
  type        = bool
  default     = false
}

variable "versioned" {
  type    = bool
  default = true
}

variable "disposable" {
  description = "Destroying the bucket destroys what is in it."
  type        = bool
  default     = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the objects; S3's own without one."
  type        = string
  default     = null
}

variable "log_bucket" {
  description = "Name of the bucket that gets the access log."
  type        = string
  default     = null
}

variable "expiry" {
  description = "How long objects under a prefix are kept."
  type = map(object({
    prefix          = optional(string, "")
    days            = number
    noncurrent_days = optional(number)
  }))
  default = {}
}

variable "readers" {
  description = "AWS services that may read, each only for one resource."
  type = map(object({
    service    = string
    source_arn = string
  }))
  default = {}
}

variable "tags" {
  type    = map(string)
  default = {}
}
