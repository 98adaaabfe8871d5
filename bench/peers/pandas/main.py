"""The five questions with pandas. Usage: main.py DATA_FOLDER OUTPUT_FILE"""
import sys
from pathlib import Path

import q1_scores
import q2_service
import q3_faults
import q4_repeats
import q5_repurchase
from columns import read_columns

QUESTIONS = {"q1": q1_scores, "q2": q2_service, "q3": q3_faults, "q4": q4_repeats,
             "q5": q5_repurchase}


def main(folder: str, output: str) -> None:
    columns = read_columns(Path(folder))
    with open(output, "w", encoding="utf-8", newline="") as file:
        for name, question in QUESTIONS.items():
            file.write(f"#{name}\n")
            question.answer(columns).to_csv(file, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
