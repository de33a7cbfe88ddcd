resource "aws_appflow_connector_profile" "sales" {
  name            = "sales"
  connector_type  = "Slack"
  connection_mode = "Public"

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
