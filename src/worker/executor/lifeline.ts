/**
 * Entry of a thread of its own: ends this process when its supervisor is gone, even while the main thread hangs. The
 * supervisor holds the other end of a pipe and writes nothing; the system closes it however the supervisor ends.
 *
 * A signal and not an exit: an exit would wait for native code, and abort where that is in the middle of a call.
 */
import { Socket } from 'node:net';
import { lifelineDescriptor } from '../protocol.ts';

const lifeline = new Socket({ fd: lifelineDescriptor, readable: true, writable: false });
lifeline.on('error', () => undefined); // followed by 'close'
lifeline.on('close', () => process.kill(process.pid, 'SIGKILL'));
lifeline.resume();
