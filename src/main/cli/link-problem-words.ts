/** What stands in the way to a repository, in words for a terminal. */
export const linkProblemWords: Readonly<Record<string, string>> = {
  elsewhere: 'another program is sending to this destination',
  unreachable: 'the other side does not answer',
  stalled: 'the connection carries nothing any more',
  certificate: 'the certificate of the server is not trusted',
  'plain-http': 'plain HTTP to another machine needs --allow-http',
  unauthorised: 'the server does not know this user, password or token',
  forbidden: 'the server does not allow this user to store',
  'not-a-repository': 'there is no DICOMweb server at this address',
  'server-busy': 'the server asks to come back later',
  'server-failed': 'the server failed',
  'folder-missing': 'the folder is not there',
  'folder-read-only': 'the folder cannot be written to',
  'folder-full': 'the disk of the folder is full',
  'secret-missing': 'there is no password or token',
};
