resource "aws_sagemaker_data_quality_job_definition" "demand" {
  name     = "demand"
  role_arn = "arn:aws:iam::123456789012:role/demand"

  data_quality_app_specification {
    image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/monitor:1.0"
  }

  data_quality_job_input {
    endpoint_input {
      endpoint_name = "demand"
    }
  }

  data_quality_job_output_config {
    kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    monitoring_outputs {
      s3_output {
        s3_uri = "s3://demand-quality"
      }
    }
  }

  job_resources {
    cluster_config {
      instance_count    = 2
      instance_type     = "ml.t3.medium"
      volume_size_in_gb = 20
    }
  }
}
