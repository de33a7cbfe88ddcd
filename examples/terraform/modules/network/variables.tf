variable "name" {
  description = "Name of the network; a prefix of everything in it."
  type        = string
}

variable "cidr_block" {
  description = "Addresses of the network."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr_block, 0))
    error_message = "Write the addresses as in 10.20.0.0/16."
  }
}

variable "availability_zones" {
  description = "Zones that get a subnet of each tier."
  type        = list(string)
}

variable "tiers" {
  description = "Kinds of subnet. Each takes one block of `newbits` for each zone, counted from `offset`."
  type = map(object({
    newbits = number
    offset  = number
    public  = optional(bool, false)
    tags    = optional(map(string), {})
  }))
}

variable "nat_gateway" {
  description = "How private subnets reach the internet."
  type        = string
  default     = "single"

  validation {
    condition     = contains(["none", "single", "zonal"], var.nat_gateway)
    error_message = "One of none, single and zonal."
  }
}

variable "data_ports" {
  description = "Ports that the data tier answers on, from inside the network only."
  type        = list(number)
  default     = [5432, 6379]
}

variable "flow_logs" {
  description = "What is written down about the network's traffic."
  type = object({
    enabled        = optional(bool, true)
    traffic        = optional(string, "ALL")
    retention_days = optional(number, 90)
    kms_key_arn    = optional(string)
  })
  default = {}
}
