"""Files as other systems write them: workbooks, transfer files, rosters."""

import io
import zipfile
from datetime import date

from openpyxl import Workbook

CTF = """<?xml version="1.0" encoding="{encoding}"?>
<CTfile xmlns="https://www.education.example/ctf"><Header><DocumentName>Common Transfer File</DocumentName>
<CTFversion>29.0</CTFversion><DestSchool><LEA>820</LEA><URN>{urn}</URN></DestSchool></Header>
<CTFpupilData>{pupils}</CTFpupilData></CTfile>"""
PUPIL = """<Pupil><UPN>R674123101121</UPN><Surname>Okafor</Surname><Forename>Amira</Forename><DOB>2018-03-04</DOB>
<Sex>F</Sex><BasicDetails><NCyearActual>4</NCyearActual></BasicDetails>
<LookedAfter><InCare>{in_care}</InCare></LookedAfter>
<Contacts><Contact><Order>1</Order><Surname>Okafor</Surname><Forename>Sam</Forename>
<Relationship>PAM</Relationship><Responsibility>true</Responsibility>
<Phones><Phone><TelephoneType>H</TelephoneType><PhoneNo>01632 960111</PhoneNo></Phone>
<Phone><TelephoneType>M</TelephoneType><PhoneNo>07700 900111</PhoneNo></Phone></Phones>
<Email>sam@home.example</Email></Contact>
<Contact><Order>2</Order><Surname>Tor</Surname><Forename>Doc</Forename><Relationship>DOC</Relationship></Contact>
</Contacts></Pupil>"""

ROSTER_1_1 = {
    "manifest.csv": ["propertyName,value", "oneroster.version,1.1"],
    "orgs.csv": ["sourcedId,status,dateLastModified,name,type,identifier", "s1,,,Larkrise,school,100001"],
    "users.csv": [
        "sourcedId,status,orgSourcedIds,role,givenName,familyName,identifier,email,sms,phone,agentSourcedIds,grades",
        'k1,,s1,student,Amira,Okafor,R674123101121,,,,"a1,a2",04',
        "k2,tobedeleted,s1,student,Old,Leaver,,,,,a1,05",
        "a1,,s1,parent,Sam,Okafor,,sam@home.example,07700 900111,,,",
        "a2,,s1,guardian,Joe,Marsh,,joe@home.example,,,,",
        "t1,,s1,teacher,Ms,Tuition,,,,,,",
        "a3,,s1,relative,Gran,Okafor,,,,,k1,",
    ],
    "classes.csv": ["sourcedId,title,classType", "c1,4 Oak,homeroom", "c2,Maths,scheduled"],
    "enrollments.csv": ["classSourcedId,userSourcedId,role", "c2,k1,student", "c1,k1,student"],
}
ROSTER_1_2 = ROSTER_1_1 | {
    "users.csv": [
        "sourcedId,status,givenName,familyName,preferredGivenName,identifier,email,agentSourcedIds,primaryOrgSourcedId,grades",
        "k1,active,Amira,Okafor,,R674123101121,,a1,s1,04",
        "a1,active,Samuel,Okafor,Sam,,sam@home.example,k1,s1,",
    ],
    "roles.csv": [
        "sourcedId,userSourcedId,roleType,role,orgSourcedId",
        "r1,k1,primary,student,s1",
        "r2,a1,primary,teacher,s1",
        "r3,a1,secondary,parent,s1",
    ],
}
SYNC = {
    "orgs.csv": ["sourcedId,name,type", "s1,Larkrise,school"],
    "users.csv": [
        "sourcedId,username,givenName,familyName,password,email,phone,sms",
        "k1,amira,Amira,Okafor,secret,,,",
        "a1,,Sam,Okafor,,sam@home.example,,",
        "d1,,Doc,Tor,,,,",
    ],
    "roles.csv": ["userSourcedId,orgSourcedId,role,grade", "k1,s1,student,4"],
    "relationships.csv": ["userSourcedId,relationshipUserSourcedId,relationshipRole", "k1,a1,parent", "k1,d1,doctor"],
}
SYNC_1 = {
    "School.csv": ["SIS ID,Name", "s1,Larkrise"],
    "Student.csv": ["SIS ID,School SIS ID,First Name,Last Name,Grade", "k1,s1,Amira,Okafor,4"],
    "User.csv": ["Email,First Name,Last Name,Phone,SIS ID", "Sam@home.example,Sam,Okafor,07700 900111,a1"],
    "GuardianRelationship.csv": ["SIS ID,Email,Role", "k1,sam@home.example,Parent"],
}


def ctf(*pupils, urn="", encoding="utf-8", in_care="false"):
    pupils = "".join(pupils or [PUPIL.format(in_care=in_care)])
    return CTF.format(pupils=pupils, urn=urn, encoding=encoding).encode(encoding)


def zipped(files, *, folder=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content if isinstance(content, (str, bytes)) else "\r\n".join(content))
    return packed.getvalue()


def workbook(*rows, cover=()):
    """A workbook of these rows; a cover sheet stands before them when it has any."""
    book = Workbook()
    sheets = [book.active]
    if cover:
        sheets.append(book.create_sheet("Contacts"))
        for row in cover:
            sheets[0].append([row])
    for row in rows:
        sheets[-1].append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


SHEET = [
    ["Parent contacts", None, None, None, None, None],
    ["Pupil forename", "Pupil surname", "Year", "Admission date", "Contact name", "Email"],
    ["Amira", "Okafor", 4.0, date(2022, 9, 1), "Mrs Sam Okafor", "sam@home.example"],
]
