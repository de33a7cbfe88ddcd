# The labels of a database are no resource labels: those of the provider's block do not reach it.
provider "google" {
  project = "example"

  default_labels = {
    cost-centre = "1234"
  }
}

resource "google_sql_database_instance" "main" {
  name             = "main"
  database_version = "POSTGRES_16"
  region           = "europe-west3"

  settings {
    tier = "db-f1-micro"

    user_labels = {
      owner = "shop"
    }
  }
}
