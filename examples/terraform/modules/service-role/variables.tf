variable "service" {
  type = string
}

variable "environment" {
  type = string
}

variable "namespace" {
  type    = string
  default = "ferry"
}

variable "oidc_provider" {
  type = object({
    arn  = string
    host = string
  })
}

variable "statements" {
  description = "What the service may do, by the statement's Sid."
  type = map(object({
    actions   = list(string)
    resources = list(string)
  }))
  default = {}
}
