use super::*;

fn check(guard: &Guard, url: &str) -> Result<(), Refusal> {
    guard.check(&Url::parse(url).unwrap())
}

#[test]
fn addresses_in_the_public_internet_are_allowed() {
    for url in [
        "https://files.example/cv.pdf?signature=x",
        "https://files.example:8443/",
        "https://FILES.example",
        "https://intranet/",
        "https://localhost.example/",
        "https://notlocalhost/",
        "https://8.8.8.8/",
        "https://[2606:4700::1]/",
        "https://bücher.example/",
    ] {
        assert_eq!(check(&Guard::default(), url), Ok(()), "{url}");
    }
}

#[test]
fn inward_addresses_are_refused_in_every_spelling() {
    for url in [
        "https://localhost/",
        "https://LOCALHOST/",
        "https://a.localhost/",
        "https://lo%63alhost/",
        "https://ｌｏｃａｌｈｏｓｔ/",
        "https://127.0.0.1/",
        "https://127.0.0.1./",
        "https://127.1/",
        "https://127.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.0x0.0x0.0x1/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://127.0.0.01/",
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://%31%32%37.0.0.1/",
        "https:\\\\127.0.0.1\\",
        "https:127.0.0.1",
        "https://0/",
        "https://0.0.0.0/",
        "https://2852039166/",
        "https://0xa9.0xfe.0xa9.0xfe/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1:8080/",
        "https://[::1]/",
        "https://[0:0:0:0:0:0:0:1]/",
        "https://[::]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fd00:ec2::254]/",
        "https://[fe80::1]/",
    ] {
        assert_eq!(check(&Guard::default(), url), Err(Refusal::Inward), "{url}");
        assert_eq!(
            check(&Guard::default().with_plain_http(), &url.replace("https", "http")),
            Err(Refusal::Inward)
        );
    }
}

/// What the parser of addresses refuses never comes to the guard.
#[test]
fn other_spellings_are_no_addresses() {
    for url in [
        "https://",
        "https:///",
        "https://256.0.0.1/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://1.2.3.4.5/",
    ] {
        assert!(Url::parse(url).is_err(), "{url}");
    }
}

#[test]
fn addresses_of_another_form_are_refused() {
    let guard = Guard::new("trusted.internal".parse().unwrap()).with_plain_http();
    for (url, refusal) in [
        ("ftp://files.example/", Refusal::Scheme),
        ("file:///etc/passwd", Refusal::Scheme),
        ("data:text/plain,x", Refusal::Scheme),
        ("gopher://trusted.internal/", Refusal::Scheme),
        ("https://user@files.example/", Refusal::Credentials),
        ("https://user:password@files.example/", Refusal::Credentials),
        ("https://:password@files.example/", Refusal::Credentials),
        ("https://user@trusted.internal/", Refusal::Credentials),
        ("https://files.example./", Refusal::Host),
        ("https://localhost./", Refusal::Host),
        ("https://trusted.internal./", Refusal::Host),
        ("https://files..example/", Refusal::Host),
    ] {
        assert_eq!(check(&guard, url), Err(refusal), "{url}");
    }
}

#[test]
fn plain_http_is_for_trusted_hosts_and_where_it_is_allowed() {
    let guard = Guard::new("trusted.internal,10.0.0.5,localhost".parse().unwrap());
    for url in
        ["http://trusted.internal:9000/", "http://10.0.0.5/", "http://167772165/", "http://localhost:1/"]
    {
        assert_eq!(check(&guard, url), Ok(()), "{url}");
    }
    assert_eq!(check(&guard, "http://files.example/"), Err(Refusal::Plain));
    assert_eq!(check(&guard.clone().with_plain_http(), "http://files.example/"), Ok(()));
    for url in ["http://10.0.0.6/", "http://a.localhost/", "http://127.0.0.1/"] {
        assert_eq!(check(&guard, url), Err(Refusal::Inward), "{url}");
    }
}
