//! Encrypted connections to a PostgreSQL server: rustls over aws-lc-rs, with the words that libpq has
//! for what is checked (`sslmode`, `sslrootcert`).
//!
//! `prefer`, which is what holds if nothing is said, encrypts if the server can; `require` refuses to
//! go on without. Neither asks who the server is, unless a certificate is given. `verify-ca` wants its
//! certificate from `sslrootcert`, `verify-full` for the host of the URL besides.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use percent_encoding::percent_decode_str;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres::{Config, Socket};
use tokio_rustls::TlsConnector;

use crate::{Fault, StoreError};

/// Where a server is, and how one speaks to it.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    pub(crate) config: Config,
    pub(crate) tls: Connector,
    /// Whether it is known and wanted that the server may lose what it acknowledges.
    pub(crate) for_trial: bool,
}

impl Address {
    /// Reads a URL, and the certificates that it names.
    pub(crate) fn parse(url: &str) -> Result<Address, StoreError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut mode = None;
        let mut roots = None;
        let mut for_trial = false;
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("durable", "yes")) => for_trial = false,
                Some(("durable", "no")) => for_trial = true,
                Some(("durable", _)) => return Err(StoreError::Url),
                Some(("sslrootcert", value)) => {
                    let path = percent_decode_str(value).decode_utf8();
                    roots = Some(path.map_err(|_| StoreError::Url)?.into_owned());
                }
                _ => rest.push(pair.to_owned()),
            }
        }
        let (driver, check) = match (mode, &roots) {
            (None, _) => ("prefer", Check::None),
            (Some("disable"), _) => ("disable", Check::None),
            (Some("prefer"), _) => ("prefer", Check::None),
            (Some("require"), None) => ("require", Check::None),
            (Some("require" | "verify-ca"), Some(_)) => ("require", Check::Issuer),
            (Some("verify-full"), Some(_)) => ("require", Check::Name),
            (Some("verify-ca" | "verify-full"), None) => return Err(no_roots(base)),
            (Some(_), _) => return Err(StoreError::Url),
        };
        rest.push(format!("sslmode={driver}"));
        let plain = format!("{base}?{}", rest.join("&"));
        let mut config: Config = plain.parse().map_err(|_| StoreError::Url)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(StoreError::Url);
        }
        config.application_name("motcua");
        let roots = match (roots, check) {
            (Some(path), Check::Issuer | Check::Name) => certificates(&path)?,
            _ => Vec::new(),
        };
        let tls = Connector::new(check, roots)?;
        Ok(Address {
            config,
            tls,
            for_trial,
        })
    }
}

/// What is asked of a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Check {
    None,
    Issuer,
    Name,
}

fn no_roots(base: &str) -> StoreError {
    let place = base.rsplit('@').next().unwrap_or_default();
    encryption(
        place,
        "sslmode wants sslrootcert=FILE or sslrootcert=system",
    )
}

fn encryption(place: &str, cause: impl ToString) -> StoreError {
    StoreError::Open {
        place: place.to_owned(),
        fault: Fault::Encryption,
        cause: cause.to_string(),
    }
}

/// The certificates of a PEM file, or those that the system trusts.
fn certificates(path: &str) -> Result<Vec<CertificateDer<'static>>, StoreError> {
    if path == "system" {
        return Ok(rustls_native_certs::load_native_certs().certs);
    }
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(read) if read.is_empty() => Err(encryption(path, "it holds no certificate")),
        Ok(read) => Ok(read),
        Err(error) => Err(encryption(path, error)),
    }
}

/// Makes encrypted connections.
#[derive(Clone)]
pub(crate) struct Connector(TlsConnector);

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}

impl Connector {
    fn new(check: Check, roots: Vec<CertificateDer<'static>>) -> Result<Connector, StoreError> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut store = RootCertStore::empty();
        for root in &roots {
            let added = store.add(root.clone());
            added.map_err(|error| encryption("sslrootcert", error))?;
        }
        let chain = match check {
            Check::None => None,
            Check::Issuer | Check::Name => {
                let built =
                    WebPkiServerVerifier::builder_with_provider(store.into(), provider.clone())
                        .build();
                Some(built.map_err(|error| encryption("sslrootcert", error))?)
            }
        };
        let verifier = Verifier {
            chain,
            named: check == Check::Name,
            roots,
            provider: provider.clone(),
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| encryption("TLS", error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(Connector(TlsConnector::from(Arc::new(config))))
    }
}

/// libpq's words, as checks.
#[derive(Debug)]
struct Verifier {
    /// The way from the server's certificate to one of ours; `None` asks for nothing.
    chain: Option<Arc<WebPkiServerVerifier>>,
    named: bool,
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        let checked = chain.verify_server_cert(own, between, name, ocsp, now);
        let Err(Error::InvalidCertificate(fault)) = &checked else {
            return checked;
        };
        match fault {
            // The name is looked at last: all else was right.
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
                if !self.named =>
            {
                Ok(ServerCertVerified::assertion())
            }
            // A certificate that a server made for itself, given to us as such. It is told after the
            // dates were looked at; the name is still to be.
            CertificateError::Other(other)
                if other.to_string().contains("CaUsedAsEndEntity")
                    && self.roots.iter().any(|root| root == own) =>
            {
                if self.named {
                    rustls::client::verify_server_name(&ParsedCertificate::try_from(own)?, name)?;
                }
                Ok(ServerCertVerified::assertion())
            }
            _ => checked,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, own, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, own, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl MakeTlsConnect<Socket> for Connector {
    type Stream = Encrypted;
    type TlsConnect = Connecting;
    type Error = rustls::pki_types::InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> Result<Connecting, Self::Error> {
        // Over a socket of this machine there is no name, and no encryption either.
        let name = if host.is_empty() { "localhost" } else { host };
        let name = ServerName::try_from(name.to_owned())?;
        let connector = self.0.clone();
        Ok(Connecting { connector, name })
    }
}

/// A connection about to be encrypted.
pub(crate) struct Connecting {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl TlsConnect<Socket> for Connecting {
    type Stream = Encrypted;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = std::io::Result<Encrypted>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move { Ok(Encrypted(self.connector.connect(self.name, socket).await?)) })
    }
}

/// An encrypted connection.
pub(crate) struct Encrypted(tokio_rustls::client::TlsStream<Socket>);

impl TlsStream for Encrypted {
    fn channel_binding(&self) -> ChannelBinding {
        // It would need the certificate taken apart once more; verify-full says who answers.
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_postgres::config::SslMode;

    #[test]
    fn the_words_of_libpq() {
        let table = [
            ("", Some(SslMode::Prefer)),
            ("?sslmode=disable", Some(SslMode::Disable)),
            ("?sslmode=prefer", Some(SslMode::Prefer)),
            ("?sslmode=require", Some(SslMode::Require)),
            ("?sslmode=require&host=%2Ftmp", Some(SslMode::Require)),
            (
                "?sslmode=verify-full&sslrootcert=system",
                Some(SslMode::Require),
            ),
            ("?sslmode=verify-full", None),
            ("?sslmode=verify-ca", None),
            ("?sslmode=sometimes", None),
            ("?sslmode=verify-full&sslrootcert=/no/such.pem", None),
            ("?sslrootcert=%ff", None),
            ("?sslcert=a.pem", None),
            ("?durable=no&sslmode=disable", Some(SslMode::Disable)),
            ("?durable=yes", Some(SslMode::Prefer)),
            ("?durable=perhaps", None),
        ];
        for (query, mode) in table {
            let parsed = Address::parse(&format!("postgres://motcua@office.example/motcua{query}"));
            let found = parsed.ok().map(|address| address.config.get_ssl_mode());
            assert_eq!(found, mode, "{query}");
        }
        for nowhere in [
            "postgres://",
            "postgres:///motcua",
            "postgresql://?sslmode=disable",
        ] {
            let parsed = Address::parse(nowhere);
            assert!(matches!(parsed, Err(StoreError::Url)), "{nowhere}");
        }
    }
}
