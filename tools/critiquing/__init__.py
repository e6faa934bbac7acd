"""Why a submission fails: what running shows, known mistakes, suspicious lines."""
