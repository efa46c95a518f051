"""nejtak asks the candidates who turned a job offer down why, without knowing who they are."""
