"""Refusals that a person or an operator is told about, named for what they mean."""


class Refusal(Exception):
    """Something that was asked cannot be done; `str(error)` is a whole sentence for an operator."""


class UnknownAgency(Refusal):
    """No agency bears this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f'Instansi "{code}" tidak dikenal. / No agency has the code "{code}".')
        self.code = code


class UnknownPeriod(Refusal):
    """No period bears this code in any cycle."""

    def __init__(self, code: str) -> None:
        super().__init__(f'Periode "{code}" tidak dikenal. / No period has the code "{code}".')
        self.code = code


class NoSuchSeat(Refusal):
    """A seat of this role cannot exist at this agency."""

    def __init__(self, role: str, agency: str) -> None:
        super().__init__(f'Peran "{role}" tidak dapat berada di {agency}. / The role "{role}" cannot sit at {agency}.')


class LastAdministrator(Refusal):
    """Without this person nobody would be left who administers."""


class MissingDataKey(Refusal):
    """Personal fields cannot be read or written without DATA_KEY."""

    def __init__(self) -> None:
        super().__init__(
            "DATA_KEY belum diatur: buat dengan `sigap keygen` lalu isi di .env. / "
            "DATA_KEY is not set: make one with `sigap keygen` and put it into .env."
        )
