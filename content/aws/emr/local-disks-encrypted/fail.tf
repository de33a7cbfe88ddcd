resource "aws_emr_security_configuration" "reports" {
  name = "reports"

  configuration = <<-JSON
    {
      "EncryptionConfiguration": {
        "EnableAtRestEncryption": true,
        "EnableInTransitEncryption": true,
        "InTransitEncryptionConfiguration": {
          "TLSCertificateConfiguration": {
            "CertificateProviderType": "PEM",
            "S3Object": "s3://ferry-certificates/emr.zip"
          }
        },
        "AtRestEncryptionConfiguration": {
          "S3EncryptionConfiguration": {
            "EncryptionMode": "SSE-S3"
          }
        }
      }
    }
  JSON
}
