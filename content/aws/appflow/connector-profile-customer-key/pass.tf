resource "aws_appflow_connector_profile" "sales" {
  name            = "sales"
  connector_type  = "Slack"
  connection_mode = "Public"
  kms_arn         = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

  connector_profile_config {
    connector_profile_credentials {
      slack {
        client_id     = "ferry"
        client_secret = var.secret
      }
    }

    connector_profile_properties {
      slack {
        instance_url = "https://ferry.slack.com"
      }
    }
  }
}

variable "secret" {
  type      = string
  sensitive = true
}
