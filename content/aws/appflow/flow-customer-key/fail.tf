resource "aws_appflow_flow" "leads" {
  name = "leads"

  source_flow_config {
    connector_type = "S3"

    source_connector_properties {
      s3 {
        bucket_name   = "ferry-leads"
        bucket_prefix = "in"
      }
    }
  }

  destination_flow_config {
    connector_type = "S3"

    destination_connector_properties {
      s3 {
        bucket_name = "ferry-sales"
      }
    }
  }

  task {
    source_fields     = ["email"]
    destination_field = "email"
    task_type         = "Map"

    connector_operator {
      s3 = "NO_OP"
    }
  }

  trigger_config {
    trigger_type = "OnDemand"
  }
}
