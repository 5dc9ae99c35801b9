def csv_template():
    return b"stub"


def xlsx_template():
    return b"stub"
