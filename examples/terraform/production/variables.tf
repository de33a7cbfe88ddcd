variable "account_id" {
  type = string
}

variable "region" {
  type    = string
  default = "eu-north-1"
}

variable "domain" {
  description = "Where passengers book."
  type        = string
}

variable "office_cidr_blocks" {
  description = "The harbour office and the terminal on the island."
  type        = list(string)
}

variable "node_groups" {
  type = map(object({
    instance_types = list(string)
    min            = number
    max            = number
    spot           = optional(bool, false)
    labels         = optional(map(string), {})
  }))
}

variable "buckets" {
  description = "Buckets by what is in them."
  type = map(object({
    public     = optional(bool, false)
    versioned  = optional(bool, true)
    keep_days  = optional(number)
    own_key    = optional(bool, false)
    access_log = optional(bool, true)
  }))
}

variable "legacy_importer" {
  description = "The virtual machine that reads the old timetable files, until the new importer can."
  type = object({
    enabled       = optional(bool, true)
    instance_type = optional(string, "t3.small")
    image_id      = string
  })
}

variable "alarm_email" {
  type    = string
  default = "operations@saltmarsh-ferries.example"
}
