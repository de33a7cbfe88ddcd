variable "name" {
  type = string
}

variable "engine_version" {
  type    = string
  default = "17.6"
}

variable "instance_class" {
  type    = string
  default = "db.t4g.medium"
}

variable "storage" {
  type = object({
    initial_gib = optional(number, 50)
    limit_gib   = optional(number, 200)
  })
  default = {}
}

variable "encrypted" {
  type    = bool
  default = true
}

variable "kms_key_arn" {
  type    = string
  default = null
}

variable "highly_available" {
  type    = bool
  default = false
}

variable "protected" {
  description = "The database cannot be deleted by accident, and a snapshot is left when it is deleted on purpose."
  type        = bool
  default     = true
}

variable "backup_days" {
  type    = number
  default = 14
}

variable "parameters" {
  type    = map(string)
  default = {}
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "client_security_group_ids" {
  description = "Groups whose members may connect, by a name for the rule."
  type        = map(string)
  default     = {}
}
