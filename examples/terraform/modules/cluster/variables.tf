variable "name" {
  type = string
}

variable "kubernetes_version" {
  type    = string
  default = "1.31"
}

variable "subnet_ids" {
  type = list(string)
}

variable "api_cidr_blocks" {
  description = "Who may reach the API from outside of the network; nobody when it is empty."
  type        = list(string)
  default     = []
}

variable "audited" {
  description = "Keep all logs of the control plane, not only the API's."
  type        = bool
  default     = true
}

variable "kms_key_arn" {
  type    = string
  default = null
}

variable "node_groups" {
  type = map(object({
    instance_types = list(string)
    disk_gib       = optional(number, 60)
    spot           = optional(bool, false)
    imds_v1        = optional(bool, false)
    labels         = optional(map(string), {})
    size = object({
      min     = number
      max     = number
      desired = optional(number)
    })
    taints = optional(map(object({
      value  = optional(string)
      effect = string
    })), {})
  }))
}

variable "tags" {
  type    = map(string)
  default = {}
}
