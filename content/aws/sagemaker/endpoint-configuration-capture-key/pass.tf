resource "aws_sagemaker_endpoint_configuration" "demand" {
  name = "demand"

  production_variants {
    variant_name           = "all"
    model_name             = "demand"
    initial_instance_count = 1
    instance_type          = "ml.m5.large"
  }

  data_capture_config {
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://demand-capture"
    kms_key_id                  = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

    capture_options {
      capture_mode = "Input"
    }
  }
}
